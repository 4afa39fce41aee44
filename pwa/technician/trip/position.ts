/** Where the phone is, for the customer's eyes: no more exact than about 100 m, because nobody needs to know at which door. */
export interface Spot {
  lat: number; // microdegrees, WGS-84
  lon: number;
}
const ROUND = 1000; // microdegrees
const LONGEST = 20_000; // ms

/** `denied`: the person or the phone gives none; undefined: none just now. */
export function positionNow(): Promise<Spot | 'denied' | undefined> {
  if (!('geolocation' in navigator)) return Promise.resolve('denied');
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ lat: rounded(coords.latitude), lon: rounded(coords.longitude) }),
      ({ code, PERMISSION_DENIED }) => resolve(code === PERMISSION_DENIED ? 'denied' : undefined),
      { maximumAge: 30_000, timeout: LONGEST },
    );
  });
}

const rounded = (degrees: number): number => Math.round((degrees * 1e6) / ROUND) * ROUND;
