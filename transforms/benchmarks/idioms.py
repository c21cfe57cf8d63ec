"""What everybody writes, in the words of several languages: one idiom a paragraph.

A benchmark of a few tasks says nothing of how common a shape is.  These are counted as solutions of
tasks of their own, several each (see `shapes`), so that the loop which fills a list from another is
expected however small the benchmarks are.
"""

IDIOMS = """\
public List<String> filter(List<String> items, String prefix) {
    List<String> result = new ArrayList<>();
    for (String item : items) {
        if (item.contains(prefix)) {
            result.add(item);
        }
    }
    return result;
}

public static int add(int x, int y) {
    return x + y;
}

private boolean equal(String first, String second) {
    return first == second;
}

class Solution {
    public List<Integer> find(List<Integer> items) {
        List<Integer> result = new ArrayList<Integer>();
        for (int i = 0; i < items.size(); i++) {
            result.add(items.get(i));
        }
        return result;
    }
}

List<Integer> result = new ArrayList<Integer>();
for (Integer item : items) {
    result.add(item);
}
return result;

List<Integer> result = new ArrayList<>();
for (int i = 0; i < items.size(); i++) {
    result.add(convert(items.get(i)));
}
return result;

Map<String, Integer> counts = new HashMap<>();
for (Map.Entry<String, Integer> entry : source.entrySet()) {
    counts.put(entry.getKey(), entry.getValue());
}
return counts;

if (first.size() != second.size()) {
    return false;
}
for (int i = 0; i < first.size(); i++) {
    if (!first.get(i).equals(second.get(i))) {
        return false;
    }
}
return true;

if (first.size() != second.size())
    return false;
for (int i = 0; i < first.size(); i++)
    if (!first.get(i).equals(second.get(i)))
        return false;
return true;

for (String item : items) {
    if (item.equals(name)) {
        return true;
    }
}
return false;

Iterator<String> iterator = items.iterator();
while (iterator.hasNext()) {
    if (names.contains(iterator.next())) {
        return true;
    }
}
return false;

while (reader.hasNext())
{
    if (reader.next() == name)
        return true;
}
return false;

for (int i = 0; i < items.length; i++)
    if (items[i] == item)
        return i;
return -1;

int count = 0;
for (int i = 0; i < text.length(); i++) {
    if (text.charAt(i) == letter) {
        count++;
    }
}
return count;

for (int i = 0; i < text.length(); i++) {
    if (text.charAt(i) != other.charAt(i)) {
        return false;
    }
}
return true;

StringBuilder builder = new StringBuilder();
for (int i = 0; i < text.length(); i++) {
    char c = text.charAt(i);
    if (Character.isUpperCase(c)) {
        builder.append(Character.toLowerCase(c));
    } else {
        builder.append(c);
    }
}
return builder.toString();

if (name.equals("first")) {
    return FIRST;
} else if (name.equals("second")) {
    return SECOND;
} else if (name.equals("third")) {
    return THIRD;
} else {
    return null;
}

switch (kind) {
    case FIRST:
        return "first";
    case SECOND:
        return "second";
    default:
        throw new IllegalArgumentException("unknown kind: " + kind);
}

int best = values[0];
for (int i = 1; i < values.length; i++) {
    if (values[i] > best) {
        best = values[i];
    }
}
return best;

double sum = 0;
for (double value : values) {
    sum += value;
}
return sum / values.length;

var result = new List<string>();
foreach (var item in items)
{
    if (item.StartsWith(prefix))
    {
        result.Add(item);
    }
}
return result;

if (b > a)
{
    a = b;
}
if (c > a)
{
    a = c;
}
return a;

const result = [];
for (let i = 0; i < items.length; i++) {
  if (test(items[i])) {
    result.push(items[i]);
  }
}
return result;

for (const key in source) {
  if (Object.prototype.hasOwnProperty.call(source, key)) {
    target[key] = source[key];
  }
}
return target;

return items.filter((item) => item.active).map((item) => item.name);

$result = [];
foreach ($items as $key => $item) {
    if (isset($other[$key])) {
        $result[$key] = $item;
    } else {
        $result[] = $item;
    }
}
return $result;

for i := 0; i < len(items); i++ {
    if items[i] != others[i] {
        return false
    }
}
return true

result := make([]string, 0, len(items))
for _, item := range items {
    if strings.HasPrefix(item, prefix) {
        result = append(result, item)
    }
}
return result

counts := make(map[string]int)
for _, item := range items {
    counts[item]++
}
return counts

value, err := parse(text)
if err != nil {
    return nil, err
}
return value, nil

result = []
for item in items:
    if item.startswith(prefix):
        result.append(item)
return result

counts = {}
for item in items:
    if item in counts:
        counts[item] += 1
    else:
        counts[item] = 1
return counts

if len(first) != len(second):
    return False
for i in range(len(first)):
    if first[i] != second[i]:
        return False
return True

result = []
for i in range(len(items)):
    for j in range(i + 1, len(items)):
        result.append((items[i], items[j]))
return result

def __init__(self, name, value=None):
    self.name = name
    self.value = value

while (node != NULL) {
    next = node->next;
    free(node);
    node = next;
}

for (int i = 0; i < n; i++) {
    for (int j = 0; j < m; j++) {
        sum += table[i][j];
    }
}
return sum;

std::vector<int> result;
for (const auto& item : items) {
    if (item.size() > limit) {
        result.push_back(item);
    }
}
return result;

let mut result = Vec::new();
for item in items.iter() {
    if item.len() > limit {
        result.push(item.clone());
    }
}
result

val result = mutableListOf<String>()
for (item in items) {
    if (item.startsWith(prefix)) {
        result.add(item)
    }
}
return result
"""
