/** What is said where the app cannot even open its storage: no https, an old browser, no storage; drawn without a phone. */
import '../shell/kit.ts';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { loadStyle } from '../shell/loadStyle.ts';
import { saidOf, type Said } from '../shell/problems.ts';
import { language, loadMessages, messages } from '../shell/messages.ts';
import type { Language } from '../storage/wire.ts';
import { storageOpens } from '../storage/opens.ts';
import { Obstacle, obstacle } from './Obstacle.tsx';

/** The page for a phone that could not be opened; in English where the browser speaks no Chinese. */
export async function earlyPage(failure: unknown): Promise<ComponentChild> {
  const [storage] = await Promise.all([
    storageOpens(),
    speakTo(navigator.language.startsWith('zh') ? language.value : 'en'),
    loadStyle('pages'),
  ]);
  return <Early storage={storage} said={saidOf(failure)} />;
}

async function speakTo(tongue: Language): Promise<void> {
  await loadMessages(tongue);
  language.value = tongue;
}

function Early({ storage, said }: { storage: boolean; said: Said }) {
  const other: Language = language.value === 'zh-CN' ? 'en' : 'zh-CN';
  useEffect(() => {
    document.documentElement.lang = language.value;
  }, [language.value]);
  const found = obstacle({
    inWeChat: /MicroMessenger/i.test(navigator.userAgent),
    secure: globalThis.isSecureContext,
    indexedDb: storage,
    serviceWorker: true,
    persisted: 'unknown',
    iosNotInstalled: false,
    webCrypto: globalThis.crypto?.subtle !== undefined && typeof [].findLast === 'function',
  });
  const { shell, start } = messages.value;
  return (
    <div class="page">
      <header class="topline">
        <div class="lead">
          <b>{shell.app}</b>
        </div>
        <button type="button" class="link" lang={other} onClick={() => void speakTo(other)}>
          <span>{start.signIn.language}</span>
        </button>
      </header>
      {found ? (
        <Obstacle found={found} onAnyway={() => undefined} />
      ) : (
        <main id="content" class="prose">
          <div role="alert">
            <h1 tabIndex={-1}>{said.what}</h1>
            {said.next && <p>{said.next}</p>}
            <p>
              <button type="button" class="button" onClick={() => location.reload()}>
                {shell.failed.reopen}
              </button>
            </p>
          </div>
        </main>
      )}
    </div>
  );
}
