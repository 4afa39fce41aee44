// What every page of the console gains from a script: lists that refresh themselves, keys, guards against lost typing.
import { keepAlive } from "./live/refresh.ts";
import { listenToKeys } from "./keys/keys.ts";
import { listenToRows } from "./keys/rows.ts";
import { closeMenusOutside, focusProblems, guardForms, selectLinks } from "./forms/small.ts";
import { startIntake } from "./intake/intake.ts";

keepAlive();
listenToKeys();
listenToRows();
guardForms();
closeMenusOutside();
focusProblems();
selectLinks();
startIntake();
