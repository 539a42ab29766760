// The page asks twice a second what to show, and sends what is done. The PIN is a request's whole body, nothing else.
const HALF_A_SECOND = 500;
const find = (id) => document.getElementById(id);
const [start, pin] = [find('start'), find('pin')];
let step = '';

function part(name, words) {
  const element = document.createElement(name);
  element.textContent = words;
  return element;
}

function show(status) {
  find('reader').textContent = status.reader.words;
  find('reader').dataset.state = status.reader.state;
  find('step').textContent = status.step.words;
  find('failed').hidden = !status.failed;
  find('failed').textContent = status.failed ? status.failed.words : '';
  find('read').hidden = !status.read;
  find('read').replaceChildren(...(status.read ?? []).flatMap(([heading, words]) => [part('dt', heading), part('dd', words)]));
  if (status.step.state === 'DONE' && step !== 'DONE') start.reset(); // the next person begins with the PIN again
  step = status.step.state;
  const asked = status.step.state === 'PIN_NEEDED';
  if (asked && pin.hidden) pin.elements.lastTry.checked = false;
  const appears = asked && pin.hidden;
  [pin.hidden, start.hidden] = [!asked, asked || ['READING', 'SENDING'].includes(status.step.state)];
  find('tries').textContent = asked ? `あと${status.tries}回間違えるとロックされます` : '';
  find('lastTry').hidden = status.tries !== 1;
  if (appears) pin.elements.digits.focus();
}

async function send(path, body) {
  const answer = await fetch(path, { method: 'POST', body });
  const told = await answer.json();
  if (answer.ok) return show(told);
  find('failed').hidden = false;
  find('failed').textContent = told.words;
}

async function watch() {
  try {
    show(await (await fetch('status')).json());
  } catch {
    find('reader').textContent = '読み取りのプログラムが動いていません。もう一度起動してください。';
  }
  setTimeout(watch, HALF_A_SECOND);
}

start.addEventListener('submit', (event) => {
  event.preventDefault();
  const chosen = new FormData(start);
  const asked = new URLSearchParams({ purpose: chosen.get('purpose'), confirmation: chosen.get('confirmation') });
  send(`start?${asked}`, chosen.get('reason'));
});

pin.addEventListener('submit', (event) => {
  event.preventDefault();
  const { digits, lastTry } = pin.elements;
  const typed = digits.value;
  digits.value = '';
  send(lastTry.checked ? 'pin?last_try' : 'pin', typed);
});

find('cancel').addEventListener('click', () => send('cancel'));
watch();
