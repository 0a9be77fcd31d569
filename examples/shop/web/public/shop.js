const byId = (id) => document.getElementById(id);

const config = await (await fetch('/config.json')).json();
byId('where').textContent = `${config.environment} · ${config.commit.slice(0, 7)}`;

try {
  const answer = await fetch(`${config.apiUrl}/api/products`);
  if (!answer.ok) throw new Error(`the API answers ${answer.status}`);
  const { products, commit } = await answer.json();
  byId('products').replaceChildren(...products.map(card));
  byId('source').textContent = `Data from ${config.apiUrl}, commit ${commit.slice(0, 7)}`;
} catch (error) {
  byId('source').textContent = `No data from ${config.apiUrl}: ${error.message}`;
}

function card({ name, description, price }) {
  const item = document.createElement('li');
  const title = document.createElement('h2');
  title.textContent = name;
  const text = document.createElement('p');
  text.textContent = description;
  const cost = document.createElement('p');
  cost.className = 'price';
  cost.textContent = `£${price.toFixed(2)}`;
  item.append(title, text, cost);
  return item;
}
