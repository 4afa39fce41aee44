/** The form of what a bundle holds. Twin of server/evidence/forms.py; both read the same forms. */
import forms from '../../../server/evidence/forms.json' with { type: 'json' };
import { isMembers } from './json.ts';
import type { Json } from './outcome.ts';

const FORMS: Record<string, string> = forms;

/** Where a document has not its form: `name`, or `name[3]` in a list; '' where it has. */
export function placeOfTrouble(name: string, document: Json): string {
  const form = FORMS[name]!;
  if (!form.startsWith('[')) return hasForm(name, document) ? '' : name;
  if (!Array.isArray(document)) return name;
  const wrong = document.findIndex((each) => !is(form.slice(1, -1), each));
  return wrong < 0 ? '' : `${name}[${wrong}]`;
}

export function hasForm(name: string, value: Json): boolean {
  return isMembers(value) && FORMS[name]!.split(' ').every((member) => hasMember(value, member));
}

function hasMember(value: { [key: string]: Json }, member: string): boolean {
  const [name, kind] = member.split(':') as [string, string];
  if (!Object.hasOwn(value, name)) return kind.endsWith('?');
  return is(kind.replace(/\?$/, ''), value[name]!);
}

function is(kind: string, value: Json): boolean {
  if (kind === 'any') return true;
  if (kind === 'text') return typeof value === 'string';
  if (kind === 'int') return Number.isSafeInteger(value);
  if (kind.startsWith('[')) return Array.isArray(value) && value.every((each) => is(kind.slice(1, -1), each));
  if (kind === '{}') return isMembers(value);
  return hasForm(kind.replace(/[{}]/g, ''), value);
}
