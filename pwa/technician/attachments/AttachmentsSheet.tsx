/** The attachments of a visit with title, type, size and whether they are here; a picture opens large, a PDF in the browser. */
import { useEffect, useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Icon } from '../shell/icons.tsx';
import { language } from '../shell/messages.ts';
import { Sheet } from '../shell/Sheet.tsx';
import type { AttachmentOfVisit } from '../storage/attachmentKeys.ts';
import { attachmentMessages } from './messages.ts';

interface Props {
  visit: string;
  all: readonly AttachmentOfVisit[];
  fresh: readonly string[];
  onClose: () => void;
}

const SIZES = [1, 2, 4]; // times the width of the sheet
const isPdf = ({ type }: AttachmentOfVisit): boolean => type === 'application/pdf';

export function AttachmentsSheet({ visit, all, fresh, onClose }: Props) {
  const say = attachmentMessages[language.value];
  const here = usePhone().attachmentsHere.value;
  const [open, setOpen] = useState<string>();
  const shown = all.find(({ id }) => id === open); // gone from here as soon as the office has removed it
  if (shown) return <OneAttachment visit={visit} about={shown} onClose={() => setOpen(undefined)} />;
  return (
    <Sheet title={say.title} onClose={onClose} flush>
      <ul>
        {all.map((each) => (
          <li key={each.id}>
            <button type="button" class="pick" onClick={() => setOpen(each.id)}>
              <Icon name={isPdf(each) ? 'list' : 'camera'} />
              <span>
                <b>{each.title}</b>
                <small>
                  {[
                    isPdf(each) ? say.pdf : say.picture,
                    sizeOf(each.size),
                    here.has(each.id) ? say.here : say.notYet,
                    fresh.includes(each.id) && say.newOne,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
              <Icon name="forward" class="go" />
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

function OneAttachment({ visit, about, onClose }: { visit: string; about: AttachmentOfVisit; onClose: () => void }) {
  const say = attachmentMessages[language.value];
  const phone = usePhone();
  const here = phone.attachmentsHere.value.has(about.id);
  const [was, setWas] = useState(false);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    let [made, left]: [string | undefined, boolean] = [undefined, false];
    setUrl(undefined);
    if (here)
      void phone.attachment(visit, about.id).then((blob) => {
        if (left) return;
        if (!blob) return setWas(true);
        setUrl((made = URL.createObjectURL(blob)));
      });
    return () => {
      left = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [about.id, here]);
  return (
    <Sheet title={about.title} onClose={onClose}>
      {url === undefined ? (
        <p role="status">{here ? sizeOf(about.size) : was ? say.damaged : `${say.notYet} · ${say.fetching}`}</p>
      ) : isPdf(about) ? (
        <p>
          <a class="button" href={url} target="_blank" rel="noopener">
            {say.open}
          </a>{' '}
          <span class="second">{sizeOf(about.size)}</span>
        </p>
      ) : (
        <Picture url={url} title={about.title} />
      )}
    </Sheet>
  );
}

/** A picture that grows beyond the sheet and is pushed about in it. */
function Picture({ url, title }: { url: string; title: string }) {
  const say = attachmentMessages[language.value];
  const [size, setSize] = useState(0);
  return (
    <>
      <div class="zoom" tabIndex={0} role="group" aria-label={title}>
        <img src={url} alt={title} style={{ width: `${SIZES[size]! * 100}%` }} />
      </div>
      <p class="zooming">
        <button type="button" class="button" disabled={size === 0} onClick={() => setSize(size - 1)}>
          {say.smaller}
        </button>{' '}
        <button type="button" class="button" disabled={size === SIZES.length - 1} onClick={() => setSize(size + 1)}>
          {say.larger}
        </button>
      </p>
    </>
  );
}

function sizeOf(size: number): string {
  return size >= 1_000_000 ? `${(size / 1_000_000).toFixed(1)} MB` : `${Math.ceil(size / 1000)} KB`;
}
