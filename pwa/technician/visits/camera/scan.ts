/** Scanning a code with the camera, with its light where it has one. What cannot be scanned is typed. */
import { detector } from './detector.ts';
import { element, openToolSheet, type ToolSheet } from './toolSheet.ts';

interface Say {
  title: string;
  help: string;
  stop: string;
  light: string;
  dark: string;
}
/** A code, or why there is none: given up, no camera to look through, or nothing on this phone yet that reads codes. */
export type Scanned = { code: string } | 'stopped' | 'no_camera' | 'no_decoder';

const PAUSE = 200; // ms between two looks
const CAMERA = { video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } } };

/** Opens the camera until a code is read or the person gives up. */
export async function scan(say: Say): Promise<Scanned> {
  const look = await detector();
  if (!look) return 'no_decoder';
  const stream = await navigator.mediaDevices.getUserMedia(CAMERA).catch(() => undefined);
  if (!stream) return 'no_camera';
  const video = element('video', 'wiped');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = stream;
  return new Promise((resolve) => {
    let over = false;
    const leave = (scanned: Scanned) => {
      if (over) return;
      over = true;
      stream.getTracks().forEach((track) => track.stop());
      sheet.close();
      resolve(scanned);
    };
    const sheet = openToolSheet(say.title, say.stop, () => leave('stopped'));
    const help = element('p', 'help');
    help.textContent = say.help;
    sheet.stage.append(video, help);
    offerLight(sheet, stream, say);
    sheet.button(say.stop, false, () => leave('stopped'));
    const lookAgain = async (): Promise<void> => {
      if (over) return;
      const code = await look(video).catch(() => undefined);
      if (code) leave({ code });
      else setTimeout(() => void lookAgain(), PAUSE);
    };
    video.play().then(lookAgain, () => leave('no_camera'));
  });
}

/** A button for the light beside the camera; without one there is no button. */
function offerLight(sheet: ToolSheet, stream: MediaStream, say: Say): void {
  const [track] = stream.getVideoTracks();
  const able = track?.getCapabilities?.() as (MediaTrackCapabilities & { torch?: boolean }) | undefined;
  if (!track || !able?.torch) return;
  let lit = false;
  const button = sheet.button(say.light, false, () => {
    const wanted = { advanced: [{ torch: !lit } as MediaTrackConstraintSet] };
    void track.applyConstraints(wanted).then(
      () => {
        lit = !lit;
        button.textContent = lit ? say.dark : say.light;
      },
      () => button.remove(),
    );
  });
}
