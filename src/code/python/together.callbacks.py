# needs: steps

def together(parts, ended, all_ended):
    """Has `ended` called with each part that ends, and why it failed, and with the last one `all_ended`; whoever cancels
    this cancels all parts."""
    whole, last, left = Steps(), loop.create_future(), len(parts)

    def count(part):
        nonlocal left
        left -= 1
        ended(part, None if part.cancelled() else part.exception())
        if left == 0:
            last.set_result(None)

    for part in parts:
        part.add_done_callback(count)
    if not parts:
        last.set_result(None)
    whole.when(last, lambda _: all_ended(whole))
    whole.waits = parts
    return whole
