/** Where a finger wiped, as few rectangles in pixels of the picture. Pure. */

export interface Rectangle {
  x: number;
  y: number;
  w: number;
  h: number;
}
export interface Spot {
  x: number;
  y: number;
}

/** One wipe becomes one rectangle around its path, a finger's breadth wider, inside the picture, whole pixels. */
export function rectangleOf(path: Spot[], breadth: number, width: number, height: number): Rectangle | undefined {
  if (path.length === 0) return undefined;
  const xs = path.map((spot) => spot.x),
    ys = path.map((spot) => spot.y);
  const x = Math.max(0, Math.floor(Math.min(...xs) - breadth / 2)),
    y = Math.max(0, Math.floor(Math.min(...ys) - breadth / 2));
  const w = Math.min(width, Math.ceil(Math.max(...xs) + breadth / 2)) - x,
    h = Math.min(height, Math.ceil(Math.max(...ys) + breadth / 2)) - y;
  return w > 0 && h > 0 ? { x, y, w, h } : undefined;
}
