/** What went wrong, what it means and what to do, where it happened; read aloud at once, and it stays until it is over. */
import { useState } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { saidOf, type Said } from './problems.ts';

export function Failed({ said }: { said: Said | undefined }) {
  if (!said) return null;
  return (
    <div class="notice problem" role="alert">
      <Icon name="warning" />
      <p>
        <b>{said.what}</b>
        {said.next}
      </p>
    </div>
  );
}

/** Runs something that may be refused and keeps what was said; resolves to whether it worked. */
export function useTrying(): { said: Said | undefined; trying: (what: () => Promise<unknown>) => Promise<boolean> } {
  const [said, say] = useState<Said>();
  const trying = async (what: () => Promise<unknown>): Promise<boolean> => {
    try {
      await what();
      say(undefined);
      return true;
    } catch (failure) {
      say(saidOf(failure));
      return false;
    }
  };
  return { said, trying };
}
