// What every page of the console gains from a script: lists that refresh themselves, keys, forms that lose nothing.
import { keepAlive } from './live/refresh.ts';
import { listenToKeys } from './keys/keys.ts';
import { listenToRows } from './keys/rows.ts';
import { guardForms } from './forms/guard.ts';
import { sendForms } from './forms/sending.ts';
import { attachFiles } from './forms/attaching.ts';
import { findPeople } from './forms/people.ts';
import { closeMenusOutside, focusFirst, keepPastedWhole, selectLinks } from './forms/small.ts';
import { startBoard } from './board/board.ts';
import { startIntake } from './intake/intake.ts';
import { startSearching } from './intake/searching.ts';

keepAlive();
listenToKeys();
listenToRows();
guardForms();
closeMenusOutside();
findPeople();
focusFirst();
selectLinks();
keepPastedWhole();
startIntake();
startSearching();
startBoard();
attachFiles();
sendForms();
