/** A style sheet that the first load does not carry, because Today never shows what it is about. */

declare const __LAZY__: Readonly<Record<string, string>>;
const styles = new Map<string, Promise<void>>();

/** Loads `lazy/<name>.css` once; done when it is in force. */
export function loadStyle(name: string): Promise<void> {
  const url = __LAZY__[name];
  if (!url) return Promise.resolve();
  const found = styles.get(name) ?? linked(name, url);
  styles.set(name, found);
  return found;
}

function linked(name: string, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url });
    link.onload = () => resolve();
    link.onerror = () => {
      styles.delete(name);
      link.remove();
      reject(new Error(`no style ${name}`));
    };
    document.head.append(link);
  });
}
