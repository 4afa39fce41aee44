/** One tap, one fact: what is still being saved is not saved a second time. */

/** A gate that lets one piece of work through per key at a time; says whether it was done. */
export function tapGate(): (key: string, work: () => Promise<unknown>) => Promise<boolean> {
  const running = new Set<string>();
  return async (key, work) => {
    if (running.has(key)) return false;
    running.add(key);
    try {
      await work();
    } finally {
      running.delete(key);
    }
    return true;
  };
}
