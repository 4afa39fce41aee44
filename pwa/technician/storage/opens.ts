/** Private windows of some browsers have IndexedDB and refuse to open it; others have none. */
export function storageOpens(): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const asked = indexedDB.open('doorstep-probe');
      asked.onsuccess = () => {
        asked.result.close();
        indexedDB.deleteDatabase('doorstep-probe');
        resolve(true);
      };
      asked.onerror = () => resolve(false);
    } catch {
      resolve(false);
    }
  });
}
