export default function ({ data }) {
  document.documentElement.lang = "fr";
  const words = data.words;
  const size = /^(\d+)\s?MB per file/;
  const ours = "[data-testid=stMarkdown],[data-testid=stHtml],[data-testid=stDataFrame] canvas,[data-baseweb=tag],[role=option],textarea,pre,code";
  const attributes = ["placeholder", "aria-label", "title"];
  const text = (node) => {
    const whole = node.nodeValue, word = whole.trim();
    if (!word) return;
    if (Object.hasOwn(words, word)) {
      if (!node.parentElement?.closest(ours)) node.nodeValue = whole.replace(word, () => words[word]);
    } else if (size.test(word)) node.nodeValue = whole.replace(size, "$1 Mo au plus");
  };
  const element = (node) => attributes.forEach((name) => {
    const word = node.getAttribute?.(name);
    if (word && Object.hasOwn(words, word)) node.setAttribute(name, words[word]);
  });
  const all = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) text(walker.currentNode);
    element(root);
    root.querySelectorAll("[placeholder],[aria-label],[title]").forEach(element);
  };
  window.__o2sFrench?.disconnect();
  const observer = new MutationObserver((changes) =>
    changes.forEach((change) => (change.type === "characterData" ? text(change.target) : change.addedNodes.forEach(all))));
  window.__o2sFrench = observer;
  all(document.body);
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
}
