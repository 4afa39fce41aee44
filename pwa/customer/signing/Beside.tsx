/** The survey and room for a word, as on the technician's phone. Nothing of it leaves this phone before the signature does; then it goes along. */
import { useState } from 'preact/hooks';
import { Questions } from '../../technician/customer-mode/Questions.tsx';
import { Written } from '../../technician/shell/Written.tsx';
import type { Language } from '../../technician/storage/wire.ts';
import type { Beside, OfferState } from './asking.ts';
import { customerWords } from './words.ts';

interface Props {
  language: Language;
  beside: Beside;
  change: (part: Partial<Beside>) => void;
  back: () => void;
  on: () => void;
}

export function Survey({
  survey,
  language,
  beside,
  change,
  back,
  on,
}: Props & { survey: NonNullable<OfferState['survey']> }) {
  const say = customerWords(language);
  const [asked, ask] = useState(false);
  const open = survey.questions.filter(({ id }) => beside.answers[id] === undefined);
  const skip = () => {
    change({ answers: {} });
    on();
  };
  return (
    <div class="customer" lang={language}>
      <main>
        <h1 tabIndex={-1}>{survey.title}</h1>
        <p class="under">{say.surveyPrivate}</p>
        <Questions
          questions={survey.questions}
          answers={beside.answers}
          missing={asked && say.choose}
          answer={(answers) => change({ answers })}
        />
        <p class="quietly">
          <button type="button" class="link" onClick={skip}>
            <span>{say.surveySkip}</span>
          </button>
        </p>
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={back}>
          {say.back}
        </button>
        <button type="button" class="primary" onClick={() => (open.length > 0 ? ask(true) : on())}>
          <span>{say.next}</span>
          {asked && open.length > 0 && <small>{say.surveyLeft(open.length)}</small>}
        </button>
      </div>
    </div>
  );
}

export function Comment({ language, beside, change, back, on }: Props) {
  const say = customerWords(language);
  return (
    <div class="customer" lang={language}>
      <main>
        <h1 tabIndex={-1} id="more">
          {say.more}
        </h1>
        <p class="under" id="more-help">
          {say.moreHelp}
        </p>
        <div class="form">
          <Written
            tall
            tongue={language}
            aria-labelledby="more"
            aria-describedby="more-help"
            value={beside.comment}
            onText={(comment) => change({ comment })}
          />
        </div>
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={back}>
          {say.back}
        </button>
        <button type="button" class="primary" onClick={on}>
          {beside.comment.trim() ? say.moreSave : say.moreNone}
        </button>
      </div>
    </div>
  );
}
