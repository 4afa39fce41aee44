/** What this app consists of: one line a capability, in the order in which their pages are looked for and fetched ahead. */
import { capability as attachments } from '../attachments/capability.ts';
import { capability as customerMode } from '../customer-mode/capability.ts';
import { capability as delivery } from '../delivery/capability.ts';
import type { Capability } from '../shell/capability.ts';
import { capability as duty } from '../duty/capability.ts';
import { capability as matters } from '../matters/capability.ts';
import { capability as outages } from '../outages/capability.ts';
import { capability as slips } from '../slips/capability.ts';
import { capability as statements } from '../statements/capability.ts';
import { capability as start } from '../start/capability.ts';
import { capability as today } from '../today/capability.ts';
import { capability as trip } from '../trip/capability.ts';
import { capability as visits } from '../visits/capability.ts';

const beside = () => import('./beside.ts');

export const CAPABILITIES: readonly Capability[] = [
  today,
  visits,
  start,
  customerMode,
  slips(beside),
  matters(beside),
  attachments(beside),
  duty(beside),
  outages(beside),
  statements(beside),
  trip(beside),
  delivery,
];
