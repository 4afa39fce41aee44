/** Where the phone is, for the arrival: only where that is already allowed or asked for once, and never waited for long. */
import type { Json } from '../storage/wire';

/** Microdegrees and metres; browsers tell WGS-84. */
export interface Place {
  [key: string]: Json;
  lat: number;
  lon: number;
  datum: 'WGS-84';
  accuracy: number;
}
const LONGEST = 1_500; // ms: an arrival must not wait for a satellite

/** The place, where the person has allowed it before; nothing where not, unknown or slow. Never throws: arrival never depends on it. */
export async function whereabouts(): Promise<Place | undefined> {
  if ((await allowed()) !== 'granted') return undefined;
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => resolve(undefined), LONGEST);
    const found = (place: Place | undefined) => {
      clearTimeout(giveUp);
      resolve(place);
    };
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        found({
          lat: Math.round(coords.latitude * 1e6),
          lon: Math.round(coords.longitude * 1e6),
          datum: 'WGS-84',
          accuracy: Math.round(coords.accuracy),
        }),
      () => found(undefined),
      { enableHighAccuracy: true, maximumAge: 60_000, timeout: LONGEST },
    );
  });
}

/** What the person has decided about the place so far. */
export async function allowed(): Promise<PermissionState> {
  if (!('geolocation' in navigator)) return 'denied';
  try {
    return (await navigator.permissions.query({ name: 'geolocation' })).state;
  } catch {
    return 'denied';
  }
}

/** Lets the phone ask its one question; also wakes the satellite, so that the place is there on arrival. */
export function askKindly(): Promise<void> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      () => resolve(),
      () => resolve(),
      { enableHighAccuracy: true },
    );
  });
}
