/* Reads TypeScript files with the compiler and prints, for each: functions with their length, imports, whether its purpose
   stands at its top. The rules themselves are in the Python tests beside it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const ts = createRequire(new URL('../../pwa/package.json', import.meta.url))('typescript');

const surveys = {};
for (const file of readFileSync(0, 'utf8').split('\n').filter(Boolean)) surveys[file] = survey(file);
process.stdout.write(JSON.stringify(surveys));

function survey(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = { functions: [], imports: [], purpose: /^\s*(\/\*|\/\/)/.test(source.text) };
  visit(source, source, found);
  return found;
}

function visit(node, source, found) {
  if (ts.isFunctionLike(node) && node.body) found.functions.push(measured(node, source));
  const taken = imported(node);
  if (taken) found.imports.push(taken);
  ts.forEachChild(node, (child) => visit(child, source, found));
}

function measured(node, source) {
  const line = (position) => source.getLineAndCharacterOfPosition(position).line;
  const first = line(node.getStart(source));
  const name =
    node.name?.getText(source) ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name.getText(source) : '=>');
  return { name, line: first + 1, length: line(node.end) - first + 1 };
}

function imported(node) {
  if (
    ts.isCallExpression(node) &&
    node.expression.kind === ts.SyntaxKind.ImportKeyword &&
    ts.isStringLiteral(node.arguments[0])
  ) {
    return { name: node.arguments[0].text, type: false };
  }
  if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) return undefined;
  if (!node.moduleSpecifier) return undefined;
  const clause = ts.isImportDeclaration(node) ? node.importClause : node;
  const each = ts.isImportDeclaration(node) ? clause?.namedBindings?.elements : node.exportClause?.elements;
  const every = each?.length > 0 && !clause.name && each.every((element) => element.isTypeOnly);
  return { name: node.moduleSpecifier.text, type: Boolean(clause?.isTypeOnly || every) };
}
