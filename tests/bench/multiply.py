"""A busy day on a phone that has a quiet one: copies of its visits, in the phone's own storage.

Not of those under way: nobody is in the middle of many visits, and their logs are read before anything is shown.
"""

MULTIPLY = """async (wanted) => {
  const asked = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
  const [{ name }] = (await indexedDB.databases()).filter((each) => each.name.startsWith("doorstep"));
  const db = await asked(indexedDB.open(name));
  const work = db.transaction(["visits", "logs"], "readwrite");
  const [visits, logs] = [work.objectStore("visits"), work.objectStore("logs")];
  const day = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(new Date());
  const all = await asked(visits.getAll());
  const today = all.filter((each) => each.slot.day === day);
  const copyable = today.filter((each) => !each.underWay);
  for (let count = today.length; count < wanted; count += 1) {
    const copied = structuredClone(copyable[count % copyable.length]);
    const log = await asked(logs.get(copied.id));
    copied.id = copied.slot.id = crypto.randomUUID();
    copied.text = JSON.stringify({ ...JSON.parse(copied.text), id: copied.id });
    visits.put(copied);
    if (log) logs.put({ ...log, visit: copied.id });
  }
  await new Promise((yes, no) => { work.oncomplete = yes; work.onerror = () => no(work.error); });
  db.close();
  return wanted;
}"""
