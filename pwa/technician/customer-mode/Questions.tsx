/** The questions of the survey with their choices, on the technician's phone and on the customer's own. */
import { Icon } from '../shell/icons.tsx';

export interface Asked {
  id: string;
  text: string;
  choices: { value: number; label: string }[];
}

interface Props {
  questions: Asked[];
  answers: Record<string, number>;
  /** What is said at a question without an answer, once somebody went on without it. */
  missing: string | false;
  answer: (answers: Record<string, number>) => void;
}

export function Questions({ questions, answers, missing, answer }: Props) {
  return (
    <>
      {questions.map((question) => (
        <fieldset key={question.id} class="question">
          <legend>{question.text}</legend>
          {missing && answers[question.id] === undefined && (
            <p class="objection" role="alert">
              <Icon name="warning" />
              <span>{missing}</span>
            </p>
          )}
          <div class={`options ${question.choices.length > 3 ? 'five' : ''}`}>
            {question.choices.map((choice) => (
              <label class="option" key={choice.value}>
                <input
                  type="radio"
                  name={question.id}
                  checked={answers[question.id] === choice.value}
                  onChange={() => answer({ ...answers, [question.id]: choice.value })}
                />
                <Icon name="tick" small />
                <span>{choice.label}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}
