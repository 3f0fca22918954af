"""Every Python example of the pages is valid Python, and none calls a name that it does not convert."""
import ast
import pathlib
import re
import sys

problems = []
count = 0
for page in sorted(pathlib.Path("site/content").rglob("*.md")):
    for code in re.findall(r"^```python \[Python\]\n(.*?)^```$", page.read_text(), re.M | re.S):
        count += 1
        try:
            names = [node.arg for node in ast.walk(ast.parse(code)) if isinstance(node, ast.keyword) and node.arg]
            problems += [f"{page}: {name}= is not in snake_case" for name in names if name != name.lower()]
        except SyntaxError as error:
            if not code.startswith("acknowledge="):  # an argument
                problems.append(f"{page}: {error}\n{code}")
if count < 200:
    problems.append(f"only {count} examples")
if problems:
    sys.exit("\n".join(problems))
print(f"{count} examples in Python, all valid")
