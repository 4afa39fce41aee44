/** What this browser cannot do, said before the phone is set up, with what to do instead; WeChat with a picture. */
import { useState } from 'preact/hooks';
import { BottomBar } from '../shell/BottomBar.tsx';
import { copyText } from '../shell/clipboard.ts';
import type { Capabilities } from '../phone/interface.ts';
import { messages } from '../shell/messages.ts';

export interface Found {
  kind: 'weChat' | 'insecure' | 'crypto' | 'storage' | 'worker' | 'ios';
  soft: boolean;
}

/** The first thing that stands in the way; `soft` ones may be passed knowingly. */
export function obstacle(able: Capabilities): Found | undefined {
  if (able.inWeChat) return { kind: 'weChat', soft: false };
  if (!able.secure) return { kind: 'insecure', soft: false };
  if (!able.webCrypto) return { kind: 'crypto', soft: false };
  if (!able.indexedDb) return { kind: 'storage', soft: false };
  if (!able.serviceWorker) return { kind: 'worker', soft: false };
  return able.iosNotInstalled ? { kind: 'ios', soft: true } : undefined;
}

export function Obstacle({ found: { kind, soft }, onAnyway }: { found: Found; onAnyway: () => void }) {
  const { able } = messages.value.start;
  const say = able[kind];
  const steps = kind === 'ios' ? able.ios.steps : [];
  return (
    <>
      <main id="content">
        <div class="head open">
          <p class="second">{able.title}</p>
          <h1 tabIndex={-1}>{say.title}</h1>
        </div>
        <div class="prose">
          <p>{say.text}</p>
          {kind === 'weChat' && <WeChatPicture />}
          {steps.length > 0 && (
            <ol class="numbered">
              {steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          )}
          {soft && (
            <button type="button" class="link" onClick={onAnyway}>
              <span>{able.stillGo}</span>
            </button>
          )}
        </div>
      </main>
      {kind !== 'ios' && <CopyAddress />}
    </>
  );
}

function CopyAddress() {
  const { shell, start } = messages.value;
  const [copied, setCopied] = useState<string>();
  const copy = async (): Promise<void> =>
    setCopied((await copyText(location.origin + '/app/')) ? shell.copied : shell.copyFailed);
  return (
    <BottomBar
      primary={{
        label: start.able.weChat.copy,
        note: (
          <span role="status" class="address">
            {copied ?? `${location.host}/app/`}
          </span>
        ),
        onClick: copy,
      }}
    />
  );
}

/** Where the three dots are and what to choose: drawn, because the menu has no name that everybody knows. */
function WeChatPicture() {
  const { weChat } = messages.value.start.able;
  return (
    <svg class="picture" viewBox="0 0 320 200" role="img" aria-label={weChat.picture}>
      <rect class="sheet-of" x="1" y="1" width="318" height="198" rx="14" />
      <path class="line-of" d="M1 44h318" />
      <path class="stroke" d="M26 15l-8 8 8 8" />
      <circle class="ring" cx="290" cy="23" r="16" />
      <circle class="dot" cx="283" cy="23" r="2.5" />
      <circle class="dot" cx="290" cy="23" r="2.5" />
      <circle class="dot" cx="297" cy="23" r="2.5" />
      <path class="stroke" d="M290 52v46M282 60l8-8 8 8" />
      <rect class="choice" x="60" y="106" width="240" height="56" rx="8" />
      <path class="stroke" d="M80 122h14v24H80zM94 134h14M103 129l5 5-5 5" />
      <text x="122" y="140">
        {weChat.menu}
      </text>
    </svg>
  );
}
