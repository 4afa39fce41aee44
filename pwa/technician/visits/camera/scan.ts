/** Scanning a code with the camera, where the browser has a detector; else the code is typed. */
import { element, openToolSheet } from './toolSheet.ts';

interface Detector {
  detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
const EVERY = 200; // ms between two looks

/** The code, undefined when given up, null where there is no camera to look through. */
export async function scan(say: { title: string; stop: string }): Promise<string | undefined | null> {
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: 'environment' } })
    .catch(() => undefined);
  if (!stream) return null;
  const detector = new (window as unknown as { BarcodeDetector: new () => Detector }).BarcodeDetector();
  const video = element('video', 'wiped');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  return new Promise((resolve) => {
    let over = false;
    const leave = (code?: string) => {
      if (over) return;
      over = true;
      stream.getTracks().forEach((track) => track.stop());
      sheet.close();
      resolve(code);
    };
    const sheet = openToolSheet(say.title, say.stop, () => leave());
    sheet.stage.append(video);
    sheet.button(say.stop, false, () => leave());
    const look = async (): Promise<void> => {
      if (over) return;
      const [found] = await detector.detect(video).catch(() => []);
      if (found?.rawValue) leave(found.rawValue);
      else setTimeout(() => void look(), EVERY);
    };
    video.play().then(look, () => leave());
  });
}
