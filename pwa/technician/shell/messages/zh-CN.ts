/** 中文：技师端的全部文字，按功能分文件。English has the same shape (words/en.ts); a missing sentence is a type error. */
import { delivery } from './zh-CN/delivery.ts';
import { shell } from './zh-CN/shell.ts';
import { sheets } from './zh-CN/sheets.ts';
import { start } from './zh-CN/start.ts';
import { today } from './zh-CN/today.ts';
import { visits } from './zh-CN/visits.ts';

export const zhCN = { shell, today: { ...today, ...sheets }, start, delivery, visits };
