/** What every page of the customer's turn has: its place among the pages, the band, and what is said when nothing was saved. */
import { Icon } from '../shell/icons.tsx';
import type { Language } from '../storage/wire.ts';
import type { Turn } from './turn.ts';

export interface PageProps {
  turn: Turn;
  at: number;
  pages: number;
  leave: () => void;
}

/** The dark band with the language switch, then which page this is and the way back. */
export function Top({ turn, at, pages, leave }: PageProps) {
  const { say, tongue } = turn;
  const tongues: [Language, string][] = [
    ['zh-CN', '中文'],
    ['en', 'English'],
  ];
  return (
    <>
      <header class="turn">
        <b>{say.turn}</b>
        {tongues.map(([each, name]) => (
          <button
            type="button"
            key={each}
            class="tongue"
            lang={each}
            aria-pressed={tongue === each}
            onClick={() => turn.change({ language: each })}
          >
            {name}
          </button>
        ))}
      </header>
      <div class="pages">
        <span>{say.page(at + 1, pages)}</span>
        <button type="button" class="give-back" onClick={leave}>
          <Icon name="lock" />
          <span>{say.giveBack}</span>
        </button>
      </div>
    </>
  );
}

/** Nothing was saved: said in place, with what to do. */
export function NotSaved({ turn }: { turn: Turn }) {
  return turn.failed ? (
    <p class="objection" role="alert">
      <Icon name="warning" />
      <span>{turn.say.notSaved}</span>
    </p>
  ) : null;
}
