/** Settings: who, language, light and dark, the PIN, and signing out, which is refused while anything is unsent. */
import { useState } from 'preact/hooks';
import { usePhone } from '../shell/context.tsx';
import { Icon } from '../shell/icons.tsx';
import { Reasons, Sheet } from '../shell/Sheet.tsx';
import { chooseTheme, theme, type Theme } from '../shell/theme.ts';
import { TopLine } from '../shell/TopLine.tsx';
import { language, messages } from '../shell/messages.ts';
import type { Language } from '../storage/wire.ts';
import { NewPin } from '../start/NewPin.tsx';
import { HintsSwitch } from './HintsSwitch.tsx';
import { SignOutSheet } from './SignOutSheet.tsx';

const LANGUAGES: { value: Language; text: string }[] = [
  { value: 'zh-CN', text: '中文' },
  { value: 'en', text: 'English' },
];
const THEMES: Theme[] = ['system', 'light', 'dark'];

export function SettingsPage() {
  const phone = usePhone();
  const { settings } = messages.value.delivery;
  const person = phone.person.value;
  const organisation = phone.organisation.value;
  const [leaving, setLeaving] = useState(false);
  const [changing, setChanging] = useState(false);
  const company = (language.value === 'en' && organisation?.name_en) || organisation?.name;
  return (
    <div class="page">
      <TopLine>
        <b>{settings.title}</b>
      </TopLine>
      <main id="content">
        <div class="head">
          <h1 tabIndex={-1}>{settings.title}</h1>
        </div>
        <section class="band">
          <p>
            <strong>{person?.name}</strong>
          </p>
          <p class="second">{[company, person?.badge && settings.badge(person.badge)].filter(Boolean).join(' · ')}</p>
        </section>
        <h2 class="section">{settings.language}</h2>
        <div class="inset">
          <Reasons
            label={settings.language}
            options={LANGUAGES}
            chosen={phone.language.value}
            onChoose={(chosen) => void phone.setLanguage(chosen)}
          />
        </div>
        <h2 class="section">{settings.theme}</h2>
        <div class="inset">
          <Reasons
            label={settings.theme}
            options={THEMES.map((value) => ({ value, text: settings.themes[value] }))}
            chosen={theme.value}
            onChoose={chooseTheme}
          />
        </div>
        <HintsSwitch />
        <p class="low">
          <button type="button" class="button wide" aria-haspopup="dialog" onClick={() => setChanging(true)}>
            <Icon name="lock" />
            {messages.value.start.newPin.entry}
          </button>
        </p>
        <p class="low">
          <button type="button" class="button wide" aria-haspopup="dialog" onClick={() => setLeaving(true)}>
            <Icon name="lock" />
            {settings.out}
          </button>
        </p>
      </main>
      {changing && (
        <Sheet
          title={messages.value.start.newPin.title}
          onClose={() => setChanging(false)}
          primary={{ label: messages.value.start.newPin.save, form: 'new-pin' }}
        >
          <NewPin id="new-pin" ways={['pin', 'password', 'code']} onDone={() => setChanging(false)} />
        </Sheet>
      )}
      {leaving && <SignOutSheet onClose={() => setLeaving(false)} />}
    </div>
  );
}
