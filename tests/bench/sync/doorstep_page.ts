/** The engine on a page of a real browser, with its storage and its network. */
import { commands } from './doorstep_commands.ts';

declare const texts: string[];
Object.assign(globalThis, {
  commands: commands(
    () => (path, init) => fetch(path, init),
    () => texts,
  ),
});
