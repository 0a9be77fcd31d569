const place = (id) => document.getElementById(id);
const show = (id, text) => {
  place(id).textContent = text;
};

async function json(address) {
  const response = await fetch(address, { cache: 'no-store' });
  if (!response.ok) throw new Error(`${address} answers ${response.status}`);
  return response.json();
}

function card({ name, price, colour, note }) {
  const item = document.createElement('li');
  item.style.setProperty('--colour', colour);
  for (const [tag, text] of [
    ['h2', name],
    ['p', note],
    ['strong', `€ ${price}`],
  ]) {
    const element = document.createElement(tag);
    element.textContent = text;
    item.append(element);
  }
  return item;
}

try {
  const config = await json('config.json');
  show('environment', config.environment);
  show('web-commit', config.commit.slice(0, 7));
  show('api-url', new URL(config.apiUrl).host);
  document.title = `Shop · ${config.environment}`;
  const { products, commit, environment } = await json(`${config.apiUrl}/api/products`);
  show('api-commit', commit.slice(0, 7));
  show('lead', `${products.length} products, told by the API of ${environment}.`);
  place('products').replaceChildren(...products.map(card));
} catch (error) {
  show('lead', `The API does not answer: ${error.message}`);
  place('lead').classList.add('wrong');
}
