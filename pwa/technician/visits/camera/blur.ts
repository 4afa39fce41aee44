/** Wiping over what should not be on a photograph: each wipe covers a rectangle; undo takes the last one back. */
import { decode } from '../../storage/pictureFile.ts';
import { element, openToolSheet } from './toolSheet.ts';
import { rectangleOf, type Rectangle, type Spot } from './wiping.ts';

interface Say {
  title: string;
  help: string;
  done: string;
  undo: string;
  close: string;
}
const FINGER = 44; // px on the screen that one wipe covers
const CELLS = 12; // a covered part keeps at most this many blocks across, so that nothing can be read back

/** Rectangles in pixels of the upright picture; undefined when given up. `not_a_picture` or `heic` where it is none that the browser can read. */
export async function blur(file: Blob, say: Say): Promise<Rectangle[] | undefined> {
  const picture = await decode(file);
  return new Promise((resolve) => {
    const wiped: Rectangle[] = [];
    const leave = (result: Rectangle[] | undefined) => {
      sheet.close();
      picture.close();
      resolve(result);
    };
    const sheet = openToolSheet(say.title, say.close, () => leave(undefined));
    const canvas = element('canvas', 'wiped'),
      help = element('p', 'help');
    help.textContent = say.help;
    sheet.stage.append(canvas, help);
    const draw = () => paint(canvas, picture, wiped);
    sheet.button(say.undo, false, () => {
      wiped.pop();
      draw();
    });
    sheet.button(say.done, true, () => leave(wiped.length > 0 ? wiped : undefined));
    fit(canvas, picture, sheet.stage);
    followFinger(canvas, picture, (found) => {
      wiped.push(found);
      draw();
    });
    draw();
  });
}

function fit(canvas: HTMLCanvasElement, picture: ImageBitmap, stage: HTMLElement): void {
  const room = { width: stage.clientWidth - 32, height: Math.max(200, window.innerHeight - 280) };
  const scale = Math.min(room.width / picture.width, room.height / picture.height, 1);
  const sharp = Math.min(2, window.devicePixelRatio || 1);
  canvas.width = Math.round(picture.width * scale * sharp);
  canvas.height = Math.round(picture.height * scale * sharp);
  canvas.style.width = `${Math.round(picture.width * scale)}px`;
}

function followFinger(canvas: HTMLCanvasElement, picture: ImageBitmap, done: (found: Rectangle) => void): void {
  let path: Spot[] = [];
  const scale = () => picture.width / canvas.getBoundingClientRect().width;
  const spot = (event: PointerEvent): Spot => {
    const box = canvas.getBoundingClientRect();
    return { x: (event.clientX - box.left) * scale(), y: (event.clientY - box.top) * scale() };
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    path = [spot(event)];
  });
  canvas.addEventListener('pointermove', (event) => {
    if (path.length > 0) path.push(spot(event));
  });
  const end = () => {
    const found = rectangleOf(path, FINGER * scale(), picture.width, picture.height);
    path = [];
    if (found) done(found);
  };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', () => {
    path = [];
  });
}

/** Shows the picture with each wiped part reduced to a few blocks, as the saved one will be. */
function paint(canvas: HTMLCanvasElement, picture: ImageBitmap, wiped: Rectangle[]): void {
  const paper = canvas.getContext('2d')!;
  const scale = canvas.width / picture.width;
  paper.imageSmoothingEnabled = true;
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  const cells = document.createElement('canvas');
  for (const { x, y, w, h } of wiped) {
    const block = Math.max(w, h) / CELLS;
    cells.width = Math.max(1, Math.round(w / block));
    cells.height = Math.max(1, Math.round(h / block));
    cells.getContext('2d')!.drawImage(picture, x, y, w, h, 0, 0, cells.width, cells.height);
    paper.imageSmoothingEnabled = false;
    paper.drawImage(cells, x * scale, y * scale, w * scale, h * scale);
  }
}
