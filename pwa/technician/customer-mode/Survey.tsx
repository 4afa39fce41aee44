/** Page 2: at most three questions on one page. Once sent, the answers are never shown on this phone again. */
import { useState } from 'preact/hooks';
import { NotSaved, Top, type PageProps } from './paper.tsx';
import { Questions } from './Questions.tsx';
import { given } from './session.ts';

export function Survey(props: PageProps) {
  const { turn, at } = props;
  const { say, tongue, place, view } = turn;
  const { survey } = view.visit.standard;
  const [asked, ask] = useState(false);
  const gone = given(view.facts).surveyed;
  const open = survey.questions.filter((each) => place.answers[each.id] === undefined);
  const on = () => turn.change({ page: at + 1, answers: {} });
  const send = () => {
    if (gone) return on();
    if (open.length > 0) return ask(true);
    void turn.tap('survey', async () => {
      await turn.report('surveyed', { answers: place.answers, language: tongue });
      on();
    });
  };
  return (
    <div class="customer" lang={tongue}>
      <Top {...props} />
      <main>
        <h1 tabIndex={-1}>{gone ? say.surveyGone : survey.title[tongue]}</h1>
        <p class="under">{gone ? say.surveyGoneNote : say.surveyPrivate}</p>
        {!gone && (
          <Questions
            questions={survey.questions.map(({ id, text, choices }) => ({
              id,
              text: text[tongue],
              choices: choices.map(({ value, label }) => ({ value, label: label[tongue] })),
            }))}
            answers={place.answers}
            missing={asked && say.choose}
            answer={(answers) => turn.change({ answers })}
          />
        )}
        {!gone && <Skip {...props} on={on} />}
        <NotSaved turn={turn} />
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={() => turn.change({ page: at - 1 })}>
          {say.back}
        </button>
        <button type="button" class="primary" onClick={send}>
          <span>{gone ? say.next : say.surveySend}</span>
          {asked && open.length > 0 && <small>{say.surveyLeft(open.length)}</small>}
        </button>
      </div>
    </div>
  );
}

/** Not wanting to answer is the customer's own answer: noted with the first reason that the standard has for it. */
function Skip({ turn, on }: PageProps & { on: () => void }) {
  const step = turn.view.main.flatMap((moment) => moment.steps).find((each) => each.step.answer.kind === 'survey');
  const reason = step?.step.deviation ? step.step.deviation.reasons?.[0] : undefined;
  const skip = () =>
    void turn.tap('skip', async () => {
      if (step && reason && step.state === 'open') await turn.report('deviated', { step: step.step.id, reason });
      on();
    });
  return (
    <p class="quietly">
      <button type="button" class="link" onClick={skip}>
        <span>{turn.say.surveySkip}</span>
      </button>
    </p>
  );
}
