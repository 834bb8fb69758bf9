export default function ({ data }) {
  const { grid, position, height } = data;
  const asked = `${grid}:${position}`;
  const bring = (tries) => {
    const scroller = document.querySelector(`[class*="${grid}"] .dvn-scroller`);
    if (!scroller || !scroller.clientHeight) {
      if (tries) setTimeout(() => bring(tries - 1), 100);
      return;
    }
    const head = 34, top = position * height, bottom = top + height, seen = scroller.clientHeight - head;
    if (top < scroller.scrollTop) scroller.scrollTop = Math.max(0, top - height * 2);
    else if (bottom > scroller.scrollTop + seen) scroller.scrollTop = bottom - seen + height * 2;
  };
  if (window.__o2sScrolled !== asked) {
    window.__o2sScrolled = asked;
    bring(20);
  }
}
