/** The English plural, apart from format.ts because words files need it before anything else exists. */

/** `1 visit`, `8 visits`: number, no-break space, word. */
export const plural = (count: number, one: string, other: string): string =>
  `${count}\u00a0${count === 1 ? one : other}`;
