/** The evening's report as it will be pasted, and one button that copies it. */
import { useState } from 'preact/hooks';
import { now } from '../shell/clock.ts';
import { usePhone } from '../shell/context.tsx';
import { copyText } from '../shell/clipboard.ts';
import { dayOf } from '../shell/dates.ts';
import { Icon } from '../shell/icons.tsx';
import { messages } from '../shell/messages.ts';
import { openItems } from './openItems.ts';
import { eveningReport } from './eveningReport.ts';

export function EveningReport() {
  const phone = usePhone();
  const { report } = messages.value.delivery;
  const { shell } = messages.value;
  const [copied, setCopied] = useState<string>();
  const text = eveningReport(
    phone.visits.value,
    dayOf(now.value),
    phone.person.value?.name ?? '',
    openItems(phone.delivery.value),
  );
  const copy = async (): Promise<void> => setCopied((await copyText(text)) ? report.copied : shell.copyFailed);
  return (
    <section>
      <h2 class="section">{report.title}</h2>
      <div class="band">
        <p class="second">{report.lead}</p>
        <pre class="report selectable">{text}</pre>
        <button type="button" class="button wide below" onClick={copy}>
          <Icon name="copy" />
          {report.copy}
        </button>
        <p class="second" role="status">
          {copied}
        </p>
      </div>
    </section>
  );
}
