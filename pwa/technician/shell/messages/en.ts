/** English: every sentence of the technician's app, one file a capability, of the same shape as the Chinese ones. */
import type { zhCN } from './zh-CN.ts';
import { delivery } from './en/delivery.ts';
import { shell } from './en/shell.ts';
import { sheets } from './en/sheets.ts';
import { start } from './en/start.ts';
import { today } from './en/today.ts';
import { visits } from './en/visits.ts';

export const en: typeof zhCN = { shell, today: { ...today, ...sheets }, start, delivery, visits };
