def show(endings, seconds):
    """Prints the model's row of the page's table."""
    kinds = ('done', 'failed', 'cancelled', 'timed out', 'skipped')
    print(f'{"model":36}{"wall time":>12}' + ''.join(f'{kind:>11}' for kind in kinds))
    print(f'{MODEL:36}{seconds:>10.3f} s' + ''.join(f'{endings.count(kind):>11}' for kind in kinds))
