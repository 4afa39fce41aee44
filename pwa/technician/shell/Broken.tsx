/** When a page cannot be drawn: what was saved is still there, and one button opens the app again. */
import { Component, type ComponentChildren } from 'preact';
import { messages } from './messages.ts';

export class Broken extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };
  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }
  override componentDidCatch(failure: unknown): void {
    console.error(failure);
  }
  override render() {
    if (!this.state.failed) return <>{this.props.children}</>;
    return (
      <main id="content" class="prose">
        <div role="alert">
          <OpenAgain />
        </div>
      </main>
    );
  }
}

/** What a page says that does not open: nothing is lost, and the button that opens the app again. */
export function OpenAgain() {
  const { failed } = messages.value.shell;
  return (
    <>
      <h1 tabIndex={-1}>{failed.broken}</h1>
      <p>{failed.brokenNext}</p>
      <p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {failed.reopen}
        </button>
      </p>
    </>
  );
}
