/** What most pages beyond Today share, imported by each part of the program: else the build makes a file of every piece, which costs a request. */
import './Checked.tsx';
import './clipboard.ts';
import './Failed.tsx';
import './Field.tsx';
import './problems.ts';
import './salutation.ts';
import './Sheet.tsx';
