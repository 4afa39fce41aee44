/** The field that fits a step's answer; the standard says which, the pages know nothing else of it. */
import type { Here } from '../here';
import type { StepView } from '../view';
import { ChoiceField, ManyField } from './choices';
import { FactField } from './fact';
import { FigureField } from './figure';
import { MomentField } from './moment';
import { PartsField } from './parts';
import { PhotographField } from './photograph';
import { ScanField, TextField } from './text';
import { ConfirmField } from './confirm';

export function FieldOf({ here, each }: { here: Here; each: StepView }) {
  const { answer } = each.step;
  switch (answer.kind) {
    case 'confirm':
      return <ConfirmField here={here} step={each.step} answer={answer} />;
    case 'choice':
      return <ChoiceField here={here} step={each.step} answer={answer} />;
    case 'many':
      return <ManyField here={here} step={each.step} answer={answer} />;
    case 'text':
      return <TextField here={here} step={each.step} answer={answer} />;
    case 'number':
    case 'reading':
      return <FigureField here={here} step={each.step} answer={answer} />;
    case 'moment':
      return <MomentField here={here} step={each.step} />;
    case 'photograph':
      return <PhotographField here={here} each={each} answer={answer} />;
    case 'scan':
      return <ScanField here={here} step={each.step} answer={answer} />;
    case 'parts':
      return <PartsField here={here} step={each.step} answer={answer} />;
    case 'fact':
      return <FactField here={here} step={each.step} answer={answer} />;
    case 'signature':
    case 'survey':
      return null; // because only the customer does these, in their own mode
  }
}
