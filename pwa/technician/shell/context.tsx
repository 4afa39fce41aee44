/** The phone for every page below: given once by main.tsx, or by a test. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Phone } from '../phone/interface.ts';

const PhoneContext = createContext<Phone | undefined>(undefined);
export const PhoneProvider = PhoneContext.Provider;

/** The phone that this page reads from and reports to. */
export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (!phone) throw new Error('a page was drawn without a phone');
  return phone;
}
