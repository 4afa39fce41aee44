/** The app's capabilities, installed as main.tsx does it: for tests of what pages say. */
import './browser.ts';
import { CAPABILITIES } from '../../../pwa/technician/app/capabilities.ts';
import { install } from '../../../pwa/technician/shell/capability.ts';

install(CAPABILITIES);
