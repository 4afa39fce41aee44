/** How much of this phone's work is not home. */
import type { Delivery } from '../phone/interface.ts';

/** Facts and photographs that are not home. */
export const openItems = ({ facts, photographs }: Delivery): number => facts + photographs;
