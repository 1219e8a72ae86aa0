// Compiles every contract of this directory to the same bytes on every machine.
//   node compile.js           writes abi/NAME.abi and abi/NAME.bin
//   node compile.js --check   compares instead, and fails on one byte of difference
const fs = require('fs');
const path = require('path');
const solc = require('solc');

const output = path.join(__dirname, 'abi');
const names = fs.readdirSync(__dirname).filter((name) => name.endsWith('.sol')).sort();
const sources = Object.fromEntries(
    names.map((name) => [name, { content: fs.readFileSync(path.join(__dirname, name), 'utf8') }]));
const compiled = JSON.parse(solc.compile(JSON.stringify({
  language: 'Solidity',
  sources,
  settings: {
    optimizer: { enabled: true, runs: 10000 },
    evmVersion: 'cancun',
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  },
})));
for (const problem of compiled.errors || []) console.error(problem.formattedMessage);
if ((compiled.errors || []).length > 0) process.exit(1);

let differences = 0;
function keep(name, text) {
  const file = path.join(output, name);
  if (!process.argv.includes('--check')) {
    fs.mkdirSync(output, { recursive: true });
    fs.writeFileSync(file, text);
  } else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
    console.error(`compiled contract differs from what is committed file=abi/${name}`);
    differences++;
  }
}
for (const source of names) {
  const name = path.basename(source, '.sol');
  const contract = compiled.contracts[source][name];
  keep(`${name}.abi`, JSON.stringify(contract.abi, null, 1) + '\n');
  keep(`${name}.bin`, contract.evm.bytecode.object + '\n');
}
process.exit(differences === 0 ? 0 : 1);
