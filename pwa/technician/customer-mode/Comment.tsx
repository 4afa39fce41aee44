/** Page 3: anything to add, in the customer's own words. */
import { Written } from '../shell/Written.tsx';
import { OfferOwnPhone } from './OwnPhone.tsx';
import { NotSaved, Top, type PageProps } from './paper.tsx';
import { addedIn } from '../visits/comments.ts';

export function Comment(props: PageProps) {
  const { turn, at } = props;
  const { say, place } = turn;
  const text = place.comment.trim();
  const on = () =>
    void turn.tap('comment', async () => {
      if (text) await turn.report('commented', { text, language: turn.tongue });
      turn.change({ page: at + 1, comment: '' });
    });
  const written = addedIn(turn.view);
  return (
    <div class="customer" lang={turn.tongue}>
      <Top {...props} />
      <main>
        <h1 tabIndex={-1} id="more">
          {say.more}
        </h1>
        <p class="under" id="more-help">
          {say.moreHelp}
        </p>
        {written.length > 0 && (
          <ul class="outcomes">
            {written.map((each, i) => (
              <li key={`${i}${each}`} class="open">
                <span />
                <span>
                  {each}
                  <small>{say.moreGone}</small>
                </span>
              </li>
            ))}
          </ul>
        )}
        <div class="form">
          <Written
            tall
            tongue={turn.tongue}
            aria-labelledby="more"
            aria-describedby="more-help"
            value={place.comment}
            onText={(comment) => turn.change({ comment })}
          />
        </div>
        {!text && <OfferOwnPhone turn={turn} />}
        <NotSaved turn={turn} />
      </main>
      <div class="bar">
        <button type="button" class="button" onClick={() => turn.change({ page: at - 1 })}>
          {say.back}
        </button>
        <button type="button" class="primary" onClick={on}>
          {text ? say.moreSave : say.moreNone}
        </button>
      </div>
    </div>
  );
}
