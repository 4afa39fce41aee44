// The page's part of a browser kill: saves notes and photographs without a pause, and tells each as soon as the engine has called it saved.
({ visit, run }) => {
  const subject = { type: 'visit', id: visit };
  const steps = phone.visit(visit).value.standard.moments.flatMap((each) => each.steps);
  const step = steps.find((each) => each.answer.kind === 'photograph').id;

  async function note(number) {
    const body = { text: `${run}/${number}`, about: 'visit' };
    told({ fact: await phone.report(subject, 'noted', body) });
  }

  async function photograph() {
    const bytes = crypto.getRandomValues(new Uint8Array(2_000 + Math.floor(Math.random() * 58_000)));
    const kept = await phone.keepEvidence(visit, bytes.buffer, 'image/jpeg');
    const body = { step, purpose: 'before', width: 3, height: 2, sha256: kept.sha256, size: kept.size, type: kept.type };
    told({ fact: await phone.report(subject, 'photographed', body), sha256: kept.sha256 });
  }

  async function work() {
    for (let number = 0; ; number += 1) await (number % 3 === 2 ? photograph() : note(number));
  }
  work().catch((error) => told({ stumbled: `${error.code ?? ''} ${error}` }));
}
