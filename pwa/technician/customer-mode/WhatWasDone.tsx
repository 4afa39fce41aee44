/** Page 1: what was done, what was not, and when somebody comes back; with room to say what is not right. */
import { useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';
import { OfferOwnPhone } from './OwnPhone.tsx';
import { NotSaved, Top, type PageProps } from './paper.tsx';
import { LONGEST, Written } from '../shell/Written.tsx';
import { objectionsIn } from '../visits/comments.ts';

export function WhatWasDone(props: PageProps) {
  const { turn, at } = props;
  const { say, lines, place } = turn;
  const open = lines.filter((line) => !line.done).length;
  const [writing, write] = useState(place.wrong !== '');
  return (
    <div class="customer" lang={turn.tongue}>
      <Top {...props} />
      <main>
        <h1 tabIndex={-1}>{turn.title}</h1>
        {open > 0 && <p class="under">{say.openLines(open)}</p>}
        <ul class="outcomes">
          {lines.length === 0 && (
            <li>
              <Icon name="dash" />
              <span>{say.nothing}</span>
            </li>
          )}
          {lines.map((line) => (
            <li key={line.text} class={line.done ? '' : 'open'}>
              {line.plain ? <span /> : <Icon name={line.done ? 'check' : line.small ? 'clock' : 'dash'} />}
              <span>
                {line.text}
                {line.small && <small>{line.small}</small>}
              </span>
            </li>
          ))}
          {objectionsIn(turn.view).map((text) => (
            <li key={text} class="open">
              <Icon name="edit" />
              <span>{text}</span>
            </li>
          ))}
        </ul>
        {!writing && <OfferOwnPhone turn={turn} />}
        {!writing && <NotSaved turn={turn} />}
        {writing && <Wrong {...props} close={() => write(false)} />}
      </main>
      <div class="bar">
        {!writing && (
          <button type="button" class="button" onClick={() => write(true)}>
            {say.wrong}
          </button>
        )}
        <button type="button" class="primary" onClick={() => turn.change({ page: at + 1 })}>
          {say.seen}
        </button>
      </div>
    </div>
  );
}

/** Letters that still fit: what is found wrong stands on the page that is signed, and a fact has an end. */
function roomIn({ view }: PageProps['turn']): number {
  const written = objectionsIn(view).reduce((sum, text) => sum + text.length, 0);
  return Math.max(0, Math.min(LONGEST, MOST_ON_THE_PAGE - written));
}
const MOST_ON_THE_PAGE = 3 * LONGEST;

function Wrong({ turn, close }: PageProps & { close: () => void }) {
  const { say, place } = turn;
  const save = () =>
    void turn.tap('wrong', async () => {
      const text = place.wrong.trim();
      if (text) await turn.report('commented', { text: say.wrongSaid(text), language: turn.tongue, objects: true });
      turn.change({ wrong: '' });
      close();
    });
  return (
    <div class="form">
      <div class="field">
        <label for="wrong">{say.wrongTitle}</label>
        <p class="help">{say.wrongNote}</p>
        <Written
          id="wrong"
          longest={roomIn(turn)}
          tongue={turn.tongue}
          value={place.wrong}
          autofocus
          onText={(wrong) => turn.change({ wrong })}
        />
        <NotSaved turn={turn} />
        <div class="choices">
          <button
            type="button"
            class="button"
            onClick={() => {
              turn.change({ wrong: '' });
              close();
            }}
          >
            {say.cancel}
          </button>
          <button type="button" class="button" onClick={save}>
            {say.wrongSave}
          </button>
        </div>
      </div>
    </div>
  );
}
