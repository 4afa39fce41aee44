/** What a page on a root of its own is given (customer mode), and what it exports. */
import type { Phone } from './phone.ts';
import type { go } from './router.ts';

/** Draws itself into `root` and returns how to take it away again. */
export interface LazyProgram { mount(root: HTMLElement, given: LazyGiven): () => void }
export interface LazyGiven { phone: Phone; visit: string; go: typeof go }
