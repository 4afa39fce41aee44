/** A signature's picture on the measured page, made as the app makes it. */
import { pictureOf } from '../../pwa/technician/customer-mode/picture.ts';

Object.assign(globalThis, { pictureOf });
