/** What stands beside the visits themselves, as one part of the program: Today asks for most of it at once, and in one file it packs better. */
export * from '../attachments/parts.ts';
export * from '../duty/parts.ts';
export * from '../matters/parts.ts';
export * from '../outages/parts.ts';
export * from '../slips/parts.ts';
export * from '../statements/parts.ts';
export * from '../trip/parts.ts';
