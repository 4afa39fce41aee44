/** The customer's turn on a root of its own, so that nothing of the technician's pages is drawn around it. */
import { useEffect, useRef } from 'preact/hooks';
import { mount } from '../customer-mode/CustomerMode.tsx';
import { usePhone } from './context.tsx';
import { go } from './router.ts';

export function CustomerPage({ visit }: { visit: string }) {
  const phone = usePhone();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => mount(root.current!, { phone, visit, go }), [phone, visit]);
  return <div ref={root} />;
}
