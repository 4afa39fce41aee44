/** The questions of page 4: who the signer is, which way they sign, and what that way needs. Each error stands at its field. */
import { Written } from '../shell/Written.tsx';
import type { ComponentChildren } from 'preact';
import { Icon } from '../shell/icons.tsx';
import { asksAge, asksName, RELATIONS, WAYS, type Objection, type SignForm } from './signer.ts';
import type { Language } from '../storage/wire.ts';
import type { CustomerMessages } from './messages/zh-CN.ts';

/** Whom the form asks: their words, their language, and the customer's name where it is known here. */
export interface Asked {
  say: CustomerMessages;
  tongue: Language;
  customer: string;
}
interface Props {
  turn: Asked;
  form: SignForm;
  wrong: Objection[];
  change: (part: Partial<SignForm>) => void;
}

export function Person({ turn, form, wrong, change }: Props) {
  const { say } = turn;
  return (
    <>
      <fieldset>
        <legend>{say.youAre}</legend>
        <Said turn={turn} wrong={wrong} field="relation" />
        <div class="options">
          {RELATIONS.map((each) => (
            <Option
              key={each}
              name="relation"
              text={say.relations[each]}
              chosen={form.relation === each}
              choose={() =>
                change({
                  relation: each,
                  ...(form.way === 'helped' && each === 'self' && !form.name ? { name: turn.customer } : {}),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      {asksAge(form) && (
        <fieldset>
          <legend>{form.way === 'helped' ? say.adultBoth : say.adult}</legend>
          <Said turn={turn} wrong={wrong} field="adult" />
          <div class="options two">
            <Option name="adult" text={say.yes} chosen={form.adult === true} choose={() => change({ adult: true })} />
            <Option name="adult" text={say.no} chosen={form.adult === false} choose={() => change({ adult: false })} />
          </div>
        </fieldset>
      )}
    </>
  );
}

export function Ways(props: Props) {
  const { turn, form, wrong, change } = props;
  const { say } = turn;
  const choose = (way: SignForm['way']) => () =>
    change({
      way,
      ...(way === 'helped' && form.relation === 'self' && !form.name ? { name: turn.customer } : {}),
    });
  return (
    <>
      <fieldset>
        <legend>{say.how}</legend>
        <div class="options four">
          {WAYS.map((each) => (
            <Option key={each} name="way" text={say.ways[each]} chosen={form.way === each} choose={choose(each)} />
          ))}
        </div>
      </fieldset>
      {asksName(form) && (
        <Field
          label={form.way === 'helped' ? say.nameHelped : say.name}
          id="signer"
          turn={turn}
          wrong={wrong}
          field="name"
          help={form.way === 'typed' ? say.typedHelp : undefined}
        >
          <input
            id="signer"
            class="input"
            autoComplete="name"
            maxLength={60}
            value={form.name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        </Field>
      )}
      {form.way === 'typed' && (
        <div class="field inset">
          <Said turn={turn} wrong={wrong} field="agreed" />
          <label class="tick">
            <input
              type="checkbox"
              checked={form.agreed}
              onChange={(event) => change({ agreed: event.currentTarget.checked })}
            />
            <span>{say.agreed}</span>
          </label>
        </div>
      )}
      {form.way === 'helped' && (
        <Field label={say.helper} id="helper" turn={turn} wrong={wrong} field="helper" help={say.helperHelp}>
          <input
            id="helper"
            class="input"
            maxLength={60}
            value={form.helper}
            onInput={(event) => change({ helper: event.currentTarget.value })}
          />
        </Field>
      )}
      {form.way === 'declined' && <Declined {...props} />}
    </>
  );
}

function Declined({ turn, form, wrong, change }: Props) {
  const { say } = turn;
  const reasons = Object.entries(say.reasons);
  return (
    <>
      <fieldset>
        <legend>{say.why}</legend>
        <Said turn={turn} wrong={wrong} field="reason" />
        <div class="options two">
          {reasons.map(([id, text]) => (
            <Option
              key={id}
              name="reason"
              text={text}
              chosen={form.reason === id}
              choose={() => change({ reason: id })}
            />
          ))}
        </div>
      </fieldset>
      <Field label={say.whyNote} id="decline-note" turn={turn} wrong={wrong} optional>
        <Written id="decline-note" tongue={turn.tongue} value={form.note} onText={(note) => change({ note })} />
      </Field>
    </>
  );
}

function Option({ name, text, chosen, choose }: { name: string; text: string; chosen: boolean; choose: () => void }) {
  return (
    <label class={`option${[...text].length > 2 && name === 'way' ? ' long' : ''}`}>
      <input type="radio" name={name} checked={chosen} onChange={choose} />
      <Icon name="tick" small />
      <span>{text}</span>
    </label>
  );
}

interface FieldProps {
  label: string;
  id: string;
  turn: Asked;
  wrong: Objection[];
  field?: Objection['field'];
  help?: string | undefined;
  optional?: boolean;
  children: ComponentChildren;
}

function Field({ label, id, turn, wrong, field, help, optional, children }: FieldProps) {
  return (
    <div class="field inset">
      <label for={id}>
        {label} {optional && <small>{turn.say.optional}</small>}
      </label>
      {help && <p class="help">{help}</p>}
      {field && <Said turn={turn} wrong={wrong} field={field} />}
      {children}
    </div>
  );
}

function Said({ turn, wrong, field }: { turn: Asked; wrong: Objection[]; field: Objection['field'] }) {
  const found = wrong.find((each) => each.field === field);
  return found ? (
    <p class="objection" role="alert">
      <Icon name="warning" />
      <span>{turn.say.objections[found.code]}</span>
    </p>
  ) : null;
}
