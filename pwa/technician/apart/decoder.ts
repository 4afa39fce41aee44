/** Reads bar codes and squares from a picture, for browsers that have no detector of their own. A file apart: only phones that need it store it (0130). */
import BinaryBitmap from '@zxing/library/es2015/core/BinaryBitmap';
import type Reader from '@zxing/library/es2015/core/Reader';
import RGBLuminanceSource from '@zxing/library/es2015/core/RGBLuminanceSource';
import HybridBinarizer from '@zxing/library/es2015/core/common/HybridBinarizer';
import DataMatrixReader from '@zxing/library/es2015/core/datamatrix/DataMatrixReader';
import Code128Reader from '@zxing/library/es2015/core/oned/Code128Reader';
import Code39Reader from '@zxing/library/es2015/core/oned/Code39Reader';
import EAN13Reader from '@zxing/library/es2015/core/oned/EAN13Reader';
import QRCodeReader from '@zxing/library/es2015/core/qrcode/QRCodeReader';

const squares = [new QRCodeReader(), new DataMatrixReader()];
const bars = [new Code128Reader(), new EAN13Reader(), new Code39Reader()];

/** The text of a code in the picture, undefined where none can be read. Bars may run across or upright. */
export function read({ data, width, height }: ImageData): string | undefined {
  const grey = new Uint8ClampedArray(width * height);
  for (let at = 0; at < grey.length; at += 1)
    grey[at] = (data[4 * at]! * 77 + data[4 * at + 1]! * 151 + data[4 * at + 2]! * 28) >> 8;
  const picture = bitmap(grey, width, height);
  const sharp = blackAndWhite(picture);
  return (
    textIn(picture, bars) ??
    textIn(bitmap(sharp, width, height), bars) ??
    textIn(bitmap(turned(sharp, width, height), height, width), bars) ??
    textIn(picture, squares)
  );
}

const bitmap = (grey: Uint8ClampedArray, width: number, height: number): BinaryBitmap =>
  new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(grey, width, height)));

function textIn(picture: BinaryBitmap, readers: Reader[]): string | undefined {
  for (const reader of readers) {
    try {
      const text = reader.decode(picture).getText();
      if (text) return text;
    } catch {
      // its way of saying that there is no such code
    } finally {
      reader.reset();
    }
  }
  return undefined;
}

/** Black and white by what is around each spot, because readers of bars take one limit for a row, and labels lie half in shadow. */
function blackAndWhite(picture: BinaryBitmap): Uint8ClampedArray {
  const matrix = picture.getBlackMatrix();
  const [width, height] = [matrix.getWidth(), matrix.getHeight()];
  const made = new Uint8ClampedArray(width * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) made[y * width + x] = matrix.get(x, y) ? 0 : 255;
  return made;
}

/** The picture a quarter turn round, because bar codes are looked for row by row. */
function turned(grey: Uint8ClampedArray, width: number, height: number): Uint8ClampedArray {
  const made = new Uint8ClampedArray(grey.length);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) made[x * height + (height - 1 - y)] = grey[y * width + x]!;
  return made;
}
